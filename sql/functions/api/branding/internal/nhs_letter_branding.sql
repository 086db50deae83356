create or replace function api.nhs_letter_branding()
    returns uuid
    language sql
    immutable
as $$
    select '2cd354bb-6b85-eda3-c0ad-6b613150459f'::uuid
$$;

comment on function api.nhs_letter_branding is
'The branding of letters of NHS services.';
