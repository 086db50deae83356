create or replace function ops.protect_sender(sender text, protected boolean default true)
    returns text
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    plain text := lower(regexp_replace(protect_sender.sender, '\s', '', 'g'));
begin
    if coalesce(plain, '') = '' then
        raise exception 'sender is empty' using errcode = 'invalid_parameter_value';
    end if;
    if protect_sender.protected then
        insert into protected_sender_ids as p (sender) values (plain) on conflict do nothing;
    else
        delete from protected_sender_ids as p where p.sender = plain;
    end if;
    return plain;
end
$$;

comment on function ops.protect_sender is
'Makes a text message sender one that the admin app does not let services choose by themselves, or
one for everyone again; however it is written, blanks and capitals do not count. Returns the form in
which it is compared. Raises invalid_parameter_value for an empty one.';

grant execute on function ops.protect_sender to postroom_dba;
