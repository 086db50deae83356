create or replace function api.folder_path(folder_id uuid)
    returns uuid[]
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with recursive ancestors as (
        select f.id, f.parent_id from template_folders as f where f.id = folder_path.folder_id
        union
        select f.id, f.parent_id
        from template_folders as f inner join ancestors as a on f.id = a.parent_id
    )
    select coalesce(array_agg(a.id), '{}') from ancestors as a
$$;

comment on function api.folder_path is 'A folder and all those it lies in.';
