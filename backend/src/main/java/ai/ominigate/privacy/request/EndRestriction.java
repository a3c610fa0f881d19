package ai.ominigate.privacy.request;

import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Template;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.privacy.request.RequestSteps.Told;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** To end a restriction or an objection, after its owner was told so and had time to say that they disagree. */
@Singleton
final class EndRestriction implements ApprovableAction<EndRestriction.Wish> {
    /** From when the owner is told (GDPR, article 18(3): before the restriction is lifted). */
    static final Duration NOTICE = Duration.ofHours(72);

    private final RequestSteps steps;
    private final RequestLetters letters;
    private final DataSource dataSource;

    EndRestriction(RequestSteps steps, RequestLetters letters, DataSource dataSource) {
        this.steps = steps;
        this.letters = letters;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /**
     * @param request which one, by the request that asked for it
     * @param words why, as the owner is told
     */
    record Wish(UUID request, String words) {}

    @Override
    public String kind() {
        return "restriction.lift";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public Needs needs() {
        return DoRequest.NEEDS;
    }

    @Override
    public Duration validFor() {
        return DoRequest.VALID_FOR;
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        RequestFile file = RequestTable.find(connection, wish.request());
        return List.of(
                ProposedChange.of("restriction", file == null ? null : file.type(), null),
                ProposedChange.of("told", null, wish.words()));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, wish.request());
        Instant endsAt = steps.now().plus(NOTICE);
        UUID by = consent.approver().member();
        if (!RestrictionTable.lift(transaction, wish.request(), by, wish.words(), endsAt)) {
            throw lifted();
        }
        Words words = Words.in(file.language());
        letters.leave(
                transaction,
                file,
                Template.RESTRICTION_ENDS,
                Map.of(
                        "type",
                        words.of("type", file.assignment().type()),
                        "until",
                        words.moment(endsAt),
                        Letter.WORDS,
                        wish.words()),
                by);
        steps.change(
                transaction,
                file,
                new Changes(),
                Told.of(Kind.RESTRICTION_LIFTED),
                new By(consent.approver(), consent.request()),
                "lift-restriction");
    }

    static Refused lifted() {
        return new Refused(
                HttpStatus.CONFLICT,
                "restriction_lifted",
                "This restriction was lifted already, or ended with its account.");
    }

    /** Ends those of which the time has come. */
    @Scheduled(initialDelay = "1m", fixedDelay = "1m")
    void endDue() throws SQLException {
        Transaction.run(dataSource, transaction -> RestrictionTable.end(transaction, steps.now()));
    }
}
