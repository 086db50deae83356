create or replace function api.is_protected_sender(sender text)
    returns boolean
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select exists (
        select from protected_sender_ids as p where p.sender = is_protected_sender.sender
    )
$$;

comment on function api.is_protected_sender is
'Whether a text message sender, in lower case and without blanks, is not for everyone to choose.';

grant execute on function api.is_protected_sender to postroom_api;
