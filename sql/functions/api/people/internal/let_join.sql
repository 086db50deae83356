create or replace function api.let_join(
    j postroom.join_requests, permissions text[], folder_ids uuid[], auth_type text
)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    insert into service_users as m (service_id, user_id, permissions)
    values ((let_join.j).service_id, (let_join.j).requester_id, let_join.permissions)
    on conflict on constraint service_users_pkey do update set permissions = excluded.permissions;
    insert into template_folder_users (folder_id, user_id)
    select f.id, (let_join.j).requester_id from template_folders as f
    where f.service_id = (let_join.j).service_id and f.id = any(let_join.folder_ids)
    on conflict do nothing;
    update users as u set auth_type = let_join.auth_type, updated_at = now()
    where u.id = (let_join.j).requester_id
      and u.auth_type <> let_join.auth_type
      and not (let_join.auth_type = 'sms_auth' and u.mobile_number is null);
    update join_requests as r
    set status = 'cancelled', status_changed_by_id = (let_join.j).status_changed_by_id,
        status_changed_at = (let_join.j).status_changed_at
    where r.requester_id = (let_join.j).requester_id
      and r.service_id = (let_join.j).service_id
      and r.status = 'pending';
end
$$;

comment on function api.let_join is
'Makes the person of a request a member, with sight of these folders of the service, and gives them
the way to sign in that is asked for unless they have no number for it. What else they have asked
of the service is cancelled.';
