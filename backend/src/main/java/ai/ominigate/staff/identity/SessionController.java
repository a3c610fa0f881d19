package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.SignIn;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.BeforeSignIn;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** Signing in and out. */
@Controller("/admin/v1/session")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SessionController {
    private final SignIns signIns;
    private final Sessions sessions;
    private final ClientAddress addresses;
    private final AuditLog audit;
    private final DataSource dataSource;

    SessionController(
            SignIns signIns, Sessions sessions, ClientAddress addresses, AuditLog audit, DataSource dataSource) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.addresses = addresses;
        this.audit = audit;
        this.dataSource = dataSource;
    }

    /** Signs somebody in. */
    @Post
    @BeforeSignIn
    SignedIn signIn(@Body SignIn wish, HttpRequest<?> request) throws SQLException {
        return signIns.signIn(
                wish, addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll), RequestId.of(request));
    }

    /** Signs out: the token is good for nothing from now on. */
    @Delete
    @Allowed(Capability.BE_STAFF)
    @Status(HttpStatus.NO_CONTENT)
    void signOut(Actor.Member me, HttpRequest<?> request) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            boolean ended = sessions.end(transaction, me.member(), me.session());
            if (ended) {
                audit.append(
                        transaction,
                        new Act(
                                me,
                                "session.close",
                                Act.Outcome.DONE,
                                StaffMember.subject(me.member()),
                                null,
                                RequestId.of(request),
                                Map.of()));
            }
            return ended;
        });
    }
}
