create or replace function ops.trust_clock()
    returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    leap record;
begin
    select * into leap from ops.leap() as l;
    if leap.left_at is null then
        return false;
    end if;
    delete from horizon_marks as m where m.at <= leap.left_at;
    return true;
end
$$;

comment on function ops.trust_clock is
'Says that the clock is right although it has leapt (ops.leap): what was put off for that is done from
now on. Returns whether there was anything to say.
Locks: nothing for long.';

grant execute on function ops.trust_clock to postroom_dba;
