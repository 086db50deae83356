create or replace function api.list_received_messages(
    service_id uuid,
    context_version bigint,
    older_than uuid default null,
    page_size int default 250
)
    returns table (
        id uuid,
        created_at timestamptz,
        notify_number text,
        user_number text,
        content text
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    last_day date := api.received_until(list_received_messages.service_id);
    newest_id uuid := coalesce(
        list_received_messages.older_than, 'ffffffff-ffff-ffff-ffff-ffffffffffff'
    );
begin
    perform api.check_context(
        list_received_messages.service_id, list_received_messages.context_version
    );
    if list_received_messages.older_than is not null and not exists (
        select from inbound_messages as m
        where m.id = list_received_messages.older_than
          and m.kept_until between today() and last_day
    ) then
        -- Another service's, perhaps: a statement of its own, since planning it takes longest.
        perform from inbound_messages as m
        where m.id = list_received_messages.older_than
          and m.kept_until between today() and today() + 90;
        if not found then
            return;
        end if;
    end if;

    return query
    select m.id, m.created_at, m.notify_number, m.user_number, m.content
    from inbound_messages as m
    where m.service_id = list_received_messages.service_id
      and m.kept_until between today() and last_day
      and m.id < newest_id
    order by m.id desc
    limit list_received_messages.page_size;
end
$$;

comment on function api.list_received_messages is
'A page of the text messages that a service received and still keeps, newest first. older_than is
the last id of the page before, which may be of any service; an unknown one gives no rows.
Raises NTOLD (see api.check_context).';

grant execute on function api.list_received_messages to postroom_api;
