create or replace function ops.delete_people(ids uuid[])
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    delete from service_users as m where m.user_id = any(delete_people.ids);
    delete from organisation_users as m where m.user_id = any(delete_people.ids);
    delete from template_folder_users as f where f.user_id = any(delete_people.ids);
    delete from invited_users as i where i.from_user_id = any(delete_people.ids);
    delete from invited_organisation_users as i where i.invited_by_id = any(delete_people.ids);
    delete from webauthn_credentials as c where c.user_id = any(delete_people.ids);
    delete from verify_codes as c where c.user_id = any(delete_people.ids);
    update services as s set go_live_user_id = null
    where s.go_live_user_id = any(delete_people.ids);
    delete from users as u where u.id = any(delete_people.ids);
end
$$;

comment on function ops.delete_people is
'Deletes people who have left nothing behind that is kept. Raises foreign_key_violation for others.
Internal.';
