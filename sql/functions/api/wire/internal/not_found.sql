create or replace function api.not_found()
    returns void
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    perform api.fail(404, null, 'No result found');
end
$$;

comment on function api.not_found is
'Ends the request: what the internal API was asked for is not there. Always raises NT404.';
