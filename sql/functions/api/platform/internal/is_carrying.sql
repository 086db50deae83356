create or replace function api.is_carrying(identifier text, notification_type text, active boolean)
    returns boolean
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select is_carrying.active or exists (
        select from provider_details as s
        where s.identifier in ('sandbox', 'spool')
          and s.notification_type = is_carrying.notification_type
          and s.active
          and is_carrying.identifier in ('mmg', 'firetext', 'ses', 'dvla')
    )
$$;

comment on function api.is_carrying is
'Whether the admin app sees a provider as active: it is, or the sandbox or the spool, which the
admin app does not know, plays the part of those that Notify has.';
