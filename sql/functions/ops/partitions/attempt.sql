create or replace procedure ops.attempt(
    function text, tree text, day date, whole boolean, tries int,
    inout failure text default null
)
    language plpgsql
as $$
-- No SECURITY DEFINER and no SET here: a procedure with either may not commit.
begin
    for n in 1..attempt.tries loop
        failure := 'busy';
        begin
            if not ops.is_held(attempt.tree, attempt.whole) then
                if attempt.day is null then
                    execute format('select ops.%I($1)', attempt.function) using attempt.tree;
                else
                    execute format('select ops.%I($1, $2)', attempt.function)
                    using attempt.tree, attempt.day;
                end if;
                failure := null;
            end if;
        exception
            when lock_not_available then
                null;
            when others then
                failure := format('%s %s', sqlstate, sqlerrm);
        end;
        commit;
        exit when failure is distinct from 'busy' or n = attempt.tries;
        perform pg_sleep(0.2);
    end loop;
end
$$;

comment on procedure ops.attempt is
'Calls a function of schema ops for a tree, and a day if given, with the rights of the caller and in a transaction of its own, when no long
transaction uses the tree (ops.is_held); so many times, 200 ms apart, while its locks are not to be
had. Says what hindered it, or null; "busy" is somebody who uses the tree.';

grant execute on procedure ops.attempt to postroom_dba, postroom_worker;
