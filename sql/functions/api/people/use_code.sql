create or replace function api.use_code(user_id uuid, code_type text, code_hashes text[])
    returns text
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    failures int;
    guesses int;
    c verify_codes;
begin
    -- Locked, so that guesses made at once are all counted.
    select
        u.failed_login_count,
        case
            when u.failed_codes_since > postroom.now() - interval '1 day' then u.failed_code_count
            else 0
        end
    into failures, guesses
    from users as u
    where u.id = use_code.user_id
    for update;
    if not found then
        perform api.not_found();
    elsif failures >= 10 then
        return 'unknown';
    end if;
    select * into c from verify_codes as v
    where v.user_id = use_code.user_id
      and v.code_type = use_code.code_type
      and v.code_hash = any(use_code.code_hashes)
    order by v.created_at desc
    limit 1;
    if guesses >= 10 or c.id is null or c.failed_guesses >= 10 then
        perform api.count_failed_code(use_code.user_id, use_code.code_type);
        return 'unknown';
    elsif c.used or c.expires_at <= postroom.now() then
        perform api.count_failed_code(use_code.user_id, use_code.code_type);
        return 'expired';
    end if;
    update verify_codes as v set used = true where v.id = c.id;
    perform api.record_login(use_code.user_id, c.code_type = 'email');
    return 'good';
end
$$;

comment on function api.use_code is
'Signs someone in with a code: good, expired (or used), or unknown. What is not good counts as
a failed login, and after ten of them no code is good. It also counts as a guess, which a right
password does not take back: after ten guesses the codes that were sent by then are never good,
and no code of the person is until a day after the first guess. Raises NT404.';

grant execute on function api.use_code to postroom_api;
