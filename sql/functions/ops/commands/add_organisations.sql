create or replace function ops.add_organisations(lines jsonb)
    returns table (id uuid, name text)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
declare
    unknown int := (
        select min(l.line)
        from jsonb_to_recordset(add_organisations.lines)
            as l (line int, email_branding text, letter_branding text)
        where (
            l.email_branding is not null
            and not exists (select from email_branding as b where b.name = l.email_branding)
        ) or (
            l.letter_branding is not null
            and not exists (select from letter_branding as b where b.name = l.letter_branding)
        )
    );
begin
    if unknown is not null then
        raise exception 'line %: there is no such branding', unknown;
    end if;
    return query
    with given as (
        select distinct on (l.name) l.*
        from jsonb_to_recordset(add_organisations.lines) as l (
            line int, name text, organisation_type text, crown boolean, agreement_signed boolean,
            domains text[], email_branding text, letter_branding text
        )
        order by l.name, l.line
    ),

    added as (
        insert into organisations (
            name, organisation_type, crown, agreement_signed, email_branding_id, letter_branding_id
        )
        select
            g.name, g.organisation_type, g.crown, g.agreement_signed,
            (select b.id from email_branding as b where b.name = g.email_branding),
            (select b.id from letter_branding as b where b.name = g.letter_branding)
        from given as g
        on conflict do nothing
        returning id, name
    ),

    domains as (
        insert into organisation_domains (domain, organisation_id)
        select distinct on (lower(d.domain)) lower(d.domain), a.id
        from added as a
        inner join given as g on g.name = a.name
        cross join lateral unnest(g.domains) as d (domain)
        order by lower(d.domain), g.line
        on conflict do nothing
    )

    select a.id, a.name from added as a;
end
$$;

comment on function ops.add_organisations is
'Adds organisations with their domains, from [{"line", "name", "organisation_type", "crown",
"agreement_signed", "domains", "email_branding", "letter_branding"}], and returns them; names and
domains that are there already are left as they are. Raises an exception that names the first line
whose branding there is not.';

grant execute on function ops.add_organisations to postroom_dba;
