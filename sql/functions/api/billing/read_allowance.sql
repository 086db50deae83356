create or replace function api.read_allowance(
    service_id uuid, financial_year int default null
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    this_year int := api.financial_year(today());
    wanted int := coalesce(read_allowance.financial_year, this_year);
begin
    if not exists (select from services as s where s.id = read_allowance.service_id) then
        perform api.not_found();
    end if;
    if wanted < 2016 or wanted > this_year then
        perform api.fail(
            400, null,
            'The browser (or proxy) sent a request that this server could not understand.'
        );
    end if;
    if not exists (
        select from allowances as a
        where a.service_id = read_allowance.service_id and a.financial_year = wanted
    ) then
        perform api.set_default_allowance(read_allowance.service_id, wanted);
    end if;
    return (
        select jsonb_build_object(
            'financial_year_start', a.financial_year, 'free_sms_fragment_limit', a.fragments
        )
        from allowances as a
        where a.service_id = read_allowance.service_id and a.financial_year = wanted
    );
end
$$;

comment on function api.read_allowance is
'The allowance of a service in a financial year, this one unless said; made when there is none
yet. Raises NT404; NT400 for a year before 2016 or to come.';

grant execute on function api.read_allowance to postroom_api;
