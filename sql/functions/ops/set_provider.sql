create or replace function ops.set_provider(
    notification_type text,
    identifier text,
    active boolean,
    priority int default null,
    reason text default null
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update provider_details as p
    set active = set_provider.active,
        priority = coalesce(set_provider.priority, p.priority),
        resting_point = coalesce(set_provider.priority, p.resting_point),
        reason = coalesce(set_provider.reason, 'Set by ' || session_user),
        created_by_id = null,
        version = p.version + 1,
        updated_at = postroom.now()
    where p.notification_type = set_provider.notification_type
      and p.identifier = set_provider.identifier;
    if not found then
        raise exception 'no provider % for %',
            set_provider.identifier, set_provider.notification_type;
    end if;
end
$$;

comment on function ops.set_provider is
'Switches a provider on or off for a type of message (sms, email) and sets its share, 0 to 100,
of the traffic among those that are on. Counts from the next batch that a worker claims. The share
is also the one to which automatic moves go back.
Raises an exception for a provider that postroom.provider_details does not list, and
check_violation for a share out of range.';

grant execute on function ops.set_provider to postroom_dba;
