create or replace function api.claim_key(
    service_id uuid, key_type text, key text, request text
)
    returns table (refusal text, reason text)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
begin
    return query
    select f.refusal, f.reason
    from api.look_for_key(
        claim_key.service_id, claim_key.key_type, claim_key.key, claim_key.request
    ) as f;
end
$$;

comment on function api.claim_key is
'Whether a request with this Idempotency-Key may be carried out: refusal is null, and it is this
transaction''s alone; or NT409, as another has it now; NT422, as it was another request''s; "replay",
as this request has been answered, with the answer as the reason.
Locks: the key, as an advisory lock, without waiting.';

grant execute on function api.claim_key to postroom_api;
