create or replace function api.usage_counted_at(financial_year int)
    returns text
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select to_char(max(l.finished_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
    from maintenance_log as l
    where l.step = 'billing_today'
      and l.error is null
      and l.started_at > now() - interval '40 days'
      and usage_counted_at.financial_year = api.financial_year(today())
$$;

comment on function api.usage_counted_at is
'When today''s messages were last counted for bills: until then the figures of the running financial
year are complete. Null for other years, and before the first count.';
