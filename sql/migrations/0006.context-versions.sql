-- Whatever a request's answer depends on stamps its service anew when it changes.
-- Statement triggers with transition tables: one pass however many rows change.
-- depends: 0005.templates

create function postroom.stamp_services() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update services set context_version = nextval('postroom.context_versions')
    where id in (select changed.service_id from changed);
    return null;
end
$$;

create function postroom.stamp_services_of_users() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update services set context_version = nextval('postroom.context_versions')
    where id in (
        select service_users.service_id
        from service_users inner join changed on changed.id = service_users.user_id
    );
    return null;
end
$$;

create function postroom.stamp_service() returns trigger
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    new.context_version := nextval('postroom.context_versions');
    return new;
end
$$;

create trigger stamp before update on postroom.services
for each row execute function postroom.stamp_service();

do $$
declare
    configured text;
begin
    foreach configured in array array[
        'service_users', 'api_keys', 'sms_senders', 'email_reply_to_addresses',
        'letter_contacts', 'guest_list', 'retention_settings', 'templates'
    ]
    loop
        execute format(
            'create trigger stamp_inserted after insert on postroom.%I'
            ' referencing new table as changed'
            ' for each statement execute function postroom.stamp_services()', configured
        );
        execute format(
            'create trigger stamp_updated after update on postroom.%I'
            ' referencing new table as changed'
            ' for each statement execute function postroom.stamp_services()', configured
        );
        execute format(
            'create trigger stamp_deleted after delete on postroom.%I'
            ' referencing old table as changed'
            ' for each statement execute function postroom.stamp_services()', configured
        );
    end loop;
end
$$;

create trigger stamp_updated after update on postroom.users
referencing new table as changed
for each statement execute function postroom.stamp_services_of_users();
