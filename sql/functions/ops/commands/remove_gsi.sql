create or replace function ops.remove_gsi(service_id uuid)
    returns table (before text, after text)
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with found as (
        select
            u.id, u.email_address as old,
            regexp_replace(u.email_address, '\.gsi\.gov\.uk$', '.gov.uk', 'i') as new
        from service_users as m inner join users as u on u.id = m.user_id
        where m.service_id = remove_gsi.service_id and u.email_address ~* '\.gsi\.gov\.uk$'
    ),

    chosen as (
        -- Two people may come to have one address: the first keeps their chance.
        select distinct on (lower(f.new)) f.* from found as f
        where not exists (select from users as o where lower(o.email_address) = lower(f.new))
        order by lower(f.new), f.id
    )

    update users as u
    set email_address = c.new, updated_at = now()
    from chosen as c
    where u.id = c.id
    returning c.old, c.new
$$;

comment on function ops.remove_gsi is
'Gives the people of a service the address that theirs became without .gsi before .gov.uk, and
returns both. Who would get an address that somebody has stays as they are.
Locks: the people''s rows.';

grant execute on function ops.remove_gsi to postroom_dba;
