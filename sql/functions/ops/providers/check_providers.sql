create or replace function ops.check_providers()
    returns table (name text, ok boolean, found text, remedy text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        'providers of ' || a.notification_type,
        a.identifiers <> '{}',
        case
            when a.identifiers = '{}' then 'none is active, live messages wait'
            when a.identifiers = '{sandbox}' and a.environment <> 'development'
                then 'sandbox, which delivers to nobody, switched on by name'
            else array_to_string(a.identifiers, ', ')
        end,
        case
            when a.identifiers = '{}' then format(
                'set one up in the worker''s environment (docs/settings.md, Providers), then '
                'select ops.set_provider(''%s'', ''%s'', true)',
                a.notification_type,
                case a.notification_type when 'sms' then 'mmg' when 'letter' then 'spool' else 'smtp' end
            )
        end
    from ops.active_providers() as a
    order by a.notification_type
$$;

comment on function ops.check_providers is
'For ops.check: whether there is anybody to carry texts, emails and letters.';

grant execute on function ops.check_providers
to postroom_dba, postroom_worker, postroom_readonly;
