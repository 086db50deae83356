create or replace function api.update_provider(id uuid, changes jsonb)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if update_provider.changes ->> 'created_by' is not null and not exists (
        select from users as u where u.id = (update_provider.changes ->> 'created_by')::uuid
    ) then
        perform api.not_found();
    end if;

    update provider_details as p
    set priority = coalesce((update_provider.changes ->> 'priority')::int, p.priority),
        active = coalesce((update_provider.changes ->> 'active')::boolean, p.active),
        reason = case
            when update_provider.changes ? 'reason' then update_provider.changes ->> 'reason'
            else p.reason
        end,
        created_by_id = coalesce(
            (update_provider.changes ->> 'created_by')::uuid, p.created_by_id
        ),
        version = p.version + 1,
        updated_at = postroom.now()
    where p.id = update_provider.id;
    if not found then
        perform api.not_found();
    end if;
    return api.list_provider_versions(update_provider.id, 1) -> 0;
end
$$;

comment on function api.update_provider is
'Changes a provider: share (priority), active, the reason and the user who made the change; what is
absent stays. Every call makes a version and counts as a change for the quiet times of automatic
moves, which later move the share back to where it rests. Returns the provider.
Raises NT404 for an unknown provider or user.
Locks: the provider.';

grant execute on function api.update_provider to postroom_api;
