create or replace function ops.unlock_sign_in(email_address text)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update users as u
    set failed_login_count = 0, failed_code_count = 0, failed_codes_since = null
    where lower(u.email_address) = lower(unlock_sign_in.email_address);
    if not found then
        raise exception 'nobody has this email address';
    end if;
end
$$;

comment on function ops.unlock_sign_in is
'Lets someone try again who has failed ten times, with a new code: the codes that were guessed at
stay dead. Make sure that it is they who ask. Raises an exception for an unknown address.';

grant execute on function ops.unlock_sign_in to postroom_dba;
