create or replace function api.update_join_request(
    service_id uuid,
    request_id uuid,
    status text,
    status_changed_by_id uuid,
    permissions text[] default '{}',
    folder_ids uuid[] default '{}',
    auth_type text default null,
    reason text default null
)
    returns table (request jsonb, is_approved boolean, service_name text)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    j join_requests;
begin
    -- One at a time in a service, as whoever adds members.
    select s.name into service_name
    from services as s where s.id = update_join_request.service_id for update;
    select * into j from join_requests as r
    where r.id = update_join_request.request_id
      and r.service_id = update_join_request.service_id
    for update;
    if not found or not exists (
        select from users as u where u.id = update_join_request.status_changed_by_id
    ) then
        perform api.not_found();
    end if;
    is_approved := update_join_request.status = 'approved' and j.status <> 'approved';
    update join_requests as r
    set status = update_join_request.status,
        status_changed_by_id = update_join_request.status_changed_by_id,
        status_changed_at = postroom.now(),
        reason = coalesce(update_join_request.reason, r.reason)
    where r.id = j.id
    returning r.* into j;
    if is_approved then
        perform api.let_join(
            j, update_join_request.permissions, update_join_request.folder_ids,
            update_join_request.auth_type
        );
    end if;
    request := api.describe_join_request(j);
    return next;
end
$$;

comment on function api.update_join_request is
'Decides about a request to join a service, however it was decided before. Who is let in becomes a
member (api.let_join). Returns the request, and whether this very call let the person in.
Raises NT404, also for an unknown user who decides.
Locks: the service''s row, the request''s and those of others of the person.';

grant execute on function api.update_join_request to postroom_api;
