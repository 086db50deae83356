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
    perform ops.expect_one_of('type of message', set_provider.notification_type, '{sms,email,letter}');
    if set_provider.active is null then
        raise exception 'active is null' using
            errcode = 'invalid_parameter_value', hint = 'It is true or false.';
    end if;
    if set_provider.priority is not null then
        perform ops.expect_between('priority', set_provider.priority, 0, 100);
    end if;
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
            coalesce(set_provider.identifier, 'null'), set_provider.notification_type
            using
                errcode = 'invalid_parameter_value',
                hint = format('There is %s.', (
                    select string_agg(p.identifier, ', ' order by p.identifier)
                    from provider_details as p
                    where p.notification_type = set_provider.notification_type
                ));
    end if;
    if not exists (
        select from provider_details as p
        where p.notification_type = set_provider.notification_type and p.active
    ) then
        raise warning 'no provider is left for %: its messages wait and are tried again', set_provider.notification_type;
    end if;
end
$$;

comment on function ops.set_provider is
'Switches a provider on or off for a type of message (sms, email, letter) and sets its share, 0 to 100,
of the traffic among those that are on. Counts from the next batch that a worker claims. The share
is also the one to which automatic moves go back.
Warns when nobody is left for the type.
Raises invalid_parameter_value for an unknown type or provider, and for a share out of range.';

grant execute on function ops.set_provider to postroom_dba;
