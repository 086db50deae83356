create or replace function api.look_up_ids(service_id uuid, context_version bigint, ids uuid[])
    returns table (
        place int,
        id uuid,
        client_reference text,
        notification_type text,
        status text,
        created_at timestamptz,
        sent_at timestamptz,
        updated_at timestamptz
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
begin
    perform api.check_context(look_up_ids.service_id, look_up_ids.context_version);
    return query
    with found as materialized (
        select f.* from api.facts_of(look_up_ids.service_id, look_up_ids.ids) as f
    ),

    kept as materialized (
        select k.id
        from api.kept_of(
            look_up_ids.service_id,
            array(select f.id from found as f), array(select f.kept_until from found as f)
        ) as k (id)
    )

    select
        asked.place::int, f.id, f.client_reference, f.notification_type, f.status,
        f.created_at, f.sent_at, f.updated_at
    from unnest(look_up_ids.ids) with ordinality as asked (id, place)
    inner join found as f on f.id = asked.id
    inner join kept as k on k.id = f.id;
end
$$;

comment on function api.look_up_ids is
'What became of these notifications of the service, whatever their key, each with its place among the
ids asked for; no row for what api.get_notification would not show.
Raises NTOLD (see api.check_context).';

grant execute on function api.look_up_ids to postroom_api;
