package ai.ominigate.privacy.own;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.SecondFactors;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.model.own.OwnPrivacyRequest;
import ai.ominigate.model.own.OwnRequestStage;
import ai.ominigate.model.own.PackagePassphrase;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.export.Packages;
import ai.ominigate.privacy.request.OwnRequests;
import ai.ominigate.privacy.request.OwnRequests.Asker;
import ai.ominigate.privacy.request.OwnRequests.Own;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.types.files.StreamedFile;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What somebody who is signed in asks about their data, and gets. Blocks. */
@Singleton
public final class OwnPrivacy {
    private final DataSource dataSource;
    private final SecondFactors factors;
    private final OwnRequests requests;
    private final Packages packages;
    private final Accounts accounts;

    OwnPrivacy(
            DataSource dataSource, SecondFactors factors, OwnRequests requests, Packages packages, Accounts accounts) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.factors = factors;
        this.requests = requests;
        this.packages = packages;
        this.accounts = accounts;
    }

    /** The owner asks for the account; whoever else is in it for themselves. */
    static Asker asker(Member me) {
        return new Asker(me.account(), me.role() == MemberRole.OWNER ? null : me.id(), me.email(), me.language());
    }

    /** What they have asked so far, the latest first. */
    public List<OwnPrivacyRequest> of(Member me) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            List<OwnPrivacyRequest> all = new ArrayList<>();
            for (Own own : requests.of(transaction, asker(me))) {
                all.add(details(transaction, own));
            }
            return all;
        });
    }

    private OwnPrivacyRequest details(Connection connection, Own own) throws SQLException {
        Packages.Offer offer = packages.of(connection, own.id());
        return new OwnPrivacyRequest(
                own.id().toString(),
                own.reference(),
                own.type(),
                stage(own.state()),
                own.receivedAt(),
                own.answerBy(),
                own.state() == RequestState.SCHEDULED ? own.scheduledFor() : null,
                own.endedAt(),
                own.canBeCalledOff(),
                offer == null
                        ? null
                        : new OwnPrivacyRequest.Download(
                                offer.parts(), offer.bytes(), offer.left(), offer.expiresAt()));
    }

    private static OwnRequestStage stage(RequestState state) {
        return switch (state) {
            case RECEIVED, ACKNOWLEDGED, VERIFIED -> OwnRequestStage.RECEIVED;
            case IDENTITY_PENDING, AWAITING_SUBJECT -> OwnRequestStage.WAITING_FOR_YOU;
            case TRIAGED, IN_PROGRESS, PREPARED, AWAITING_SECOND_APPROVAL, EXECUTING, PARTIALLY_FAILED ->
                OwnRequestStage.IN_WORK;
            case SCHEDULED -> OwnRequestStage.SCHEDULED;
            case READY_FOR_DELIVERY, DELIVERED -> OwnRequestStage.READY;
            case COMPLETED -> OwnRequestStage.DONE;
            case REFUSED, NO_MATCH -> OwnRequestStage.REFUSED;
            case WITHDRAWN -> OwnRequestStage.CALLED_OFF;
            case MERGED_INTO -> OwnRequestStage.MERGED;
        };
    }

    /**
     * They ask something, and show again who they are.
     *
     * @throws Refused if password or code are wrong, or it cannot be asked now
     */
    public OwnPrivacyRequest ask(Member me, RequestType type, String words, String password, String code)
            throws SQLException {
        Member known = factors.requireAnew(me.id(), password, code);
        return Transaction.run(
                dataSource, transaction -> details(transaction, requests.ask(transaction, asker(known), type, words)));
    }

    /** They do not want it any more. An account that was to be closed by it stays, too. */
    public OwnPrivacyRequest callOff(Member me, UUID request) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            Own own = requests.callOff(transaction, asker(me), request);
            if (own.type() == RequestType.DELETION && me.role() == MemberRole.OWNER) {
                accounts.endClosing(transaction, me.account());
            }
            return details(transaction, own);
        });
    }

    /**
     * A file of what was collected for them, which counts as fetched.
     *
     * @param part from 1
     * @throws Refused if there is none
     */
    public HttpResponse<StreamedFile> download(Member me, UUID request, int part, @Nullable String requestId)
            throws SQLException {
        Packages.Offer offer = Transaction.<Packages.@Nullable Offer>run(dataSource, transaction -> {
            boolean theirs = requests.find(transaction, asker(me), request) != null;
            return theirs ? packages.of(transaction, request) : null;
        });
        if (offer == null || part < 1 || part > offer.parts()) {
            throw nothing();
        }
        Packages.Offer counted = packages.download(request, requestId);
        if (counted == null) {
            throw nothing();
        }
        return HttpResponse.ok(packages.file(counted, part, "personal-data.zip"))
                .header("Cache-Control", "no-store");
    }

    /**
     * What opens the package, for whoever shows again who they are.
     *
     * @throws Refused if password or code are wrong, or there is none
     */
    public PackagePassphrase passphrase(
            Member me, UUID request, String password, String code, @Nullable String requestId) throws SQLException {
        Member known = factors.requireAnew(me.id(), password, code);
        String passphrase = Transaction.<@Nullable String>run(
                dataSource,
                transaction -> requests.find(transaction, asker(known), request) == null
                        ? null
                        : packages.passphrase(transaction, request, requestId));
        if (passphrase == null) {
            throw nothing();
        }
        return new PackagePassphrase(passphrase);
    }

    private static Refused nothing() {
        return Refused.notFound(
                "There is nothing to fetch: it is not ready, or was fetched as often as it can be, or its"
                        + " time is over. Ask again to get another.");
    }
}
