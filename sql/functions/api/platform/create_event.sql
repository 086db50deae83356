create or replace function api.create_event(event_type text, data jsonb)
    returns jsonb
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into events (event_type, data)
    values (create_event.event_type, create_event.data)
    returning jsonb_build_object(
        'id', events.id, 'event_type', events.event_type, 'data', events.data,
        'created_at', api.iso_time(events.created_at)
    )
$$;

comment on function api.create_event is
'Keeps what someone did in the admin app; the event on the wire.';

grant execute on function api.create_event to postroom_api;
