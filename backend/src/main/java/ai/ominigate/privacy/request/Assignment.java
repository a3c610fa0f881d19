package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestType;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done, for whoever does it.
 *
 * @param request the request's id; as a subject, {@code request:<id>}
 * @param reference what people name it by, as {@code PR-000042}
 * @param account whose data it is about; null if we have no account of theirs
 * @param identity how sure we are of who asks
 * @param language that they are written to in
 * @param receivedAt when it reached us
 * @param preparedBy who prepared it; null before
 * @param approvedBy who agreed; null before
 * @param approvedAt when; null before
 * @param member who asks about themselves alone, of an account that they do not own; null for who owns the account
 */
public record Assignment(
        UUID request,
        String reference,
        RequestType type,
        @Nullable UUID account,
        IdentityLevel identity,
        Regime regime,
        Locale language,
        Instant receivedAt,
        @Nullable UUID preparedBy,
        @Nullable UUID approvedBy,
        @Nullable Instant approvedAt,
        @Nullable UUID member) {}
