create or replace function api.nhs_email_branding()
    returns uuid
    language sql
    immutable
as $$
    select 'a7dc4e56-660b-4db7-8cff-12c37b12b5ea'::uuid
$$;

comment on function api.nhs_email_branding is
'The branding of emails of NHS services.';
