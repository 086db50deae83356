create or replace function api.is_with_printer(notification_id uuid)
    returns boolean
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select exists (
        select from prints as p
        where p.notification_id = is_with_printer.notification_id and p.provider is not null
    )
$$;

comment on function api.is_with_printer is
'Whether a printer has a letter, or may have it. Who has locked the letter sees what jobs.claim_prints
has decided, and nothing is decided as long as the lock is held.';
