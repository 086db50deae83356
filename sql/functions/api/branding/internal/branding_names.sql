create or replace function api.branding_names(wanted text)
    returns table (number int, name text)
    language sql
    immutable
as $$
    select
        g.n,
        case
            when g.n = 0 then branding_names.wanted
            else format('%s (alternate %s)', branding_names.wanted, g.n)
        end
    from generate_series(0, 99) as g (n)
$$;

comment on function api.branding_names is
'What a new branding may be called that is wanted under a name, the name itself first.';
