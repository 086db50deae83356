create or replace function api.create_code(
    user_id uuid, code_type text, code_hash text, other_number boolean default false
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    person users;
begin
    select * into person from users as u where u.id = create_code.user_id for update;
    if not api.may_send_code(create_code.user_id) then
        return null;
    end if;
    if create_code.code_type = 'sms' and not create_code.other_number
        and coalesce(person.mobile_number, '') = ''
    then
        perform api.fail(400, null, 'Recipient can''t be empty');
    end if;
    insert into verify_codes (user_id, code_type, code_hash)
    values (create_code.user_id, create_code.code_type, create_code.code_hash);
    return api.describe_user(person);
end
$$;

comment on function api.create_code is
'Keeps a sign-in code, hashed under a key that the database does not have, for 30 minutes, and
returns who is to be sent it as api.read_user does; null while five still work, however many ask at
once. Raises NT404; NT400 for a text message to someone without a number, unless it goes to
another one. Locks: the person''s row.';

grant execute on function api.create_code to postroom_api;
