create or replace function api.take_tokens(
    service_id uuid, key_type text, rate_limit int, wanted int
)
    returns table (granted int, passing int, seconds double precision)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- Losing the last taken tokens in a crash loses nothing: the table is unlogged anyway.
    set synchronous_commit = off
as $$
declare
    bucket token_buckets := api.refill_bucket(
        take_tokens.service_id, take_tokens.key_type, take_tokens.rate_limit
    );
    per_second numeric := take_tokens.rate_limit / 60.0;
begin
    -- A request passes when a token is left after its own; one that does not still takes.
    granted := greatest(least(take_tokens.wanted, bucket.tokens - 1), 0);
    if take_tokens.wanted > 0 then
        bucket.tokens := greatest(bucket.tokens - greatest(granted, 1), 0);
        update token_buckets as b
        set tokens = bucket.tokens, refilled_at = bucket.refilled_at
        where b.service_id = take_tokens.service_id and b.key_type = take_tokens.key_type;
    end if;
    passing := greatest(bucket.tokens - 1, 0);
    seconds := coalesce(
        greatest(2 - bucket.tokens, 1) / nullif(per_second, 0)
        - extract(epoch from clock_timestamp() - bucket.refilled_at),
        60
    );
    return next;
end
$$;

comment on function api.take_tokens is
'Takes up to "wanted" tokens from the per-minute bucket of a service and key type, and says
how many requests may pass for them: 0 means over the limit. passing is how many more it would let pass
now, seconds how long it takes until that is one more. Who wants none only asks, as of a service with a
pace, whose messages take tokens where they are stored (api.take_ahead).
Locks: the bucket''s row, for this one short transaction.';

grant execute on function api.take_tokens to postroom_api;
