-- What belongs to the server rather than to one database's history: the roles, and the
-- extension that only a superuser may create. Run by the operator's own login before
-- the migrations, every time; each statement is safe to repeat.

do $$
declare
    -- The roles log in without a password: it is for the server's pg_hba.conf, or for an
    -- operator who gives them one, to say from where.
    login text;
begin
    if to_regrole('postroom_owner') is null then
        create role postroom_owner nologin;
    end if;
    foreach login in array
        array['postroom_api', 'postroom_worker', 'postroom_dba', 'postroom_readonly']
    loop
        if to_regrole(login) is null then
            execute format('create role %I login', login);
        end if;
    end loop;
end
$$;

create schema if not exists partman;
create extension if not exists pg_partman schema partman;

-- Everything Postroom makes belongs to postroom_owner, so that no function with its
-- owner's rights has a superuser's.
grant usage, create on schema partman to postroom_owner;
grant all on all tables in schema partman to postroom_owner;
grant execute on all functions in schema partman to postroom_owner;
grant execute on all procedures in schema partman to postroom_owner;

do $$ begin
    execute format('grant create, temporary on database %I to postroom_owner', current_database());
    execute format('grant postroom_owner to %I', current_user);
    execute format('alter database %I set timezone = %L', current_database(), 'UTC');
end $$;

-- Operators see who holds a lock and for how long, also through functions of ops, and end
-- sessions that are in the way. Only a superuser, or who was given these roles, may give them.
do $$ begin
    grant pg_monitor, pg_signal_backend to postroom_dba;
    grant pg_read_all_stats to postroom_owner;
exception when insufficient_privilege then
    raise warning 'pg_monitor, pg_signal_backend were not given to postroom_dba, nor '
        'pg_read_all_stats to postroom_owner: ops.blockers() shows less; a superuser can';
end $$;

-- yoyo keeps its book of applied migrations here.
create schema if not exists yoyo authorization postroom_owner;
