create or replace function ops.set_yearly_allowances()
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    this_year int := api.financial_year(today());
    made bigint;
begin
    insert into allowances (
        service_id, financial_year, fragments, is_custom, high_volume_last_year
    )
    select d.service_id, this_year, d.fragments, d.is_custom, d.high_volume
    from api.default_allowances(
        array(
            select s.id from services as s
            where s.active and not exists (
                select from allowances as a
                where a.service_id = s.id and a.financial_year = this_year
            )
        ),
        this_year
    ) as d
    on conflict do nothing;
    get diagnostics made = row_count;
    return jsonb_build_object('services', made);
end
$$;

comment on function ops.set_yearly_allowances is
'Gives every active service that has none its allowance of text message fragments for the running
financial year (api.default_allowances): on 1 April all of them, on other days whoever was left
out. Safe to repeat.';

grant execute on function ops.set_yearly_allowances to postroom_dba, postroom_worker;
