create or replace function api.list_inbound_messages(
    service_id uuid,
    user_number text default null,
    message_id uuid default null,
    only_latest boolean default false,
    skipped bigint default 0,
    size int default null
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    with kept as (
        select m.*, row_number() over (partition by m.user_number order by m.id desc) as place
        from inbound_messages as m
        where m.service_id = list_inbound_messages.service_id
          and m.kept_until between today() and today() + 90
          and m.user_number = coalesce(list_inbound_messages.user_number, m.user_number)
          and m.id = coalesce(list_inbound_messages.message_id, m.id)
    ),

    shown as (
        select k.* from kept as k
        where k.place = 1 or not list_inbound_messages.only_latest
        order by k.id desc
        limit list_inbound_messages.size
        offset list_inbound_messages.skipped
    )

    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', s.id, 'service_id', s.service_id, 'notify_number', s.notify_number,
                'user_number', s.user_number, 'content', s.content,
                'created_at', api.iso_time(s.created_at)
            )
            order by s.id desc
        ),
        '[]'
    )
    from shown as s
$$;

comment on function api.list_inbound_messages is
'Texts that a service received and still keeps, newest first: of one sender, or the one named,
or only the latest of each sender; all of them, or so many after those skipped.';

grant execute on function api.list_inbound_messages to postroom_api;
