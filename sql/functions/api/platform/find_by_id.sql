create or replace function api.find_by_id(id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    created_on date := uuid7_day(find_by_id.id);
    found_thing jsonb;
begin
    select jsonb_build_object(
        'type', t.type,
        'context', case
            when t.service_id is null then '{}'::jsonb
            else jsonb_build_object('service_id', t.service_id)
        end
    )
    into found_thing
    from (
        select 1 as place, 'organisation' as type, null::uuid as service_id
        from organisations as x where x.id = find_by_id.id
        union all
        select 2, 'service', null from services as x where x.id = find_by_id.id
        union all
        select 3, 'template', x.service_id from templates as x where x.id = find_by_id.id
        union all
        select 4, 'notification', x.service_id from notifications as x
        where x.id = find_by_id.id and x.day = created_on and x.kept_until >= today()
        union all
        select 5, 'email_branding', null from email_branding as x where x.id = find_by_id.id
        union all
        select 6, 'letter_branding', null from letter_branding as x where x.id = find_by_id.id
        union all
        select 7, 'user', null from users as x where x.id = find_by_id.id
        union all
        select 8, 'provider', null from provider_details as x where x.id = find_by_id.id
        union all
        select 9, 'reply_to_email', x.service_id
        from email_reply_to_addresses as x where x.id = find_by_id.id
        union all
        select 10, 'job', x.service_id from jobs as x where x.id = find_by_id.id
        union all
        select 11, 'service_contact_list', x.service_id
        from contact_lists as x where x.id = find_by_id.id
        union all
        select 12, 'service_data_retention', x.service_id
        from retention_settings as x where x.id = find_by_id.id
        union all
        select 13, 'service_sms_sender', x.service_id
        from sms_senders as x where x.id = find_by_id.id
        union all
        select 14, 'inbound_number', null from inbound_numbers as x where x.id = find_by_id.id
        union all
        select 15, 'api_key', x.service_id from api_keys as x where x.id = find_by_id.id
        union all
        select 16, 'template_folder', x.service_id
        from template_folders as x where x.id = find_by_id.id
        union all
        select 17, 'service_callback_api', x.service_id
        from service_callbacks as x where x.id = find_by_id.id
        union all
        select 18, 'complaint', null from complaints as x where x.id = find_by_id.id
        union all
        select 19, 'inbound_sms', x.service_id from inbound_messages as x
        where x.id = find_by_id.id
          and x.kept_until between greatest(today(), created_on)
          and created_on + ops.longest_class() + 1
    ) as t
    order by t.place
    limit 1;
    if found_thing is null then
        perform api.not_found();
    end if;
    return found_thing;
end
$$;

comment on function api.find_by_id is
'What an id is of, and the service it belongs to if it is one of its things: each table is asked by
its key, messages in the day that the id tells. What is past its retention is not found.
Raises NT404.';

grant execute on function api.find_by_id to postroom_api;
