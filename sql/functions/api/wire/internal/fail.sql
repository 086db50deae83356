create or replace function api.fail(status int, error text, message text)
    returns void
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    raise exception using
        errcode = 'NT' || fail.status, message = fail.message, detail = coalesce(fail.error, '');
end
$$;

comment on function api.fail is
'Ends the request with an answer that the client sees. Always raises: SQLSTATE NT + HTTP
status, MESSAGE = the text, DETAIL = the error name on the wire; in the internal API the field
at fault, or null.';
