package ai.ominigate.customer.alert;

import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.model.Page;
import ai.ominigate.model.own.AlertDetails;
import ai.ominigate.model.own.MakeAlert;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** What an account is warned of. Alerts warn; what stops calls is the balance and the limits of keys. */
@Controller("/api/v1/alerts")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AlertController {
    private final DataSource dataSource;
    private final Alerts alerts;
    private final Commands commands;

    AlertController(DataSource dataSource, Alerts alerts, Commands commands) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.alerts = alerts;
        this.commands = commands;
    }

    /** All of them, with how near they are. */
    @Get
    @Permitted(Permission.SEE_BILLING)
    Page<AlertDetails> alerts(Requester me) throws SQLException {
        return new Page<>(alerts.of(me.account()).stream().map(Reading::details).toList(), null);
    }

    /** Another one. Every member who may see the billing is written to when it is reached, once each time. */
    @Post
    @Permitted(Permission.SET_LIMITS)
    @Status(HttpStatus.CREATED)
    AlertDetails make(@Body MakeAlert wish, Command command, Requester me) throws SQLException {
        return commands.once(
                command,
                wish,
                AlertDetails.class,
                transaction -> alerts.make(
                                transaction,
                                me.account(),
                                wish.kind(),
                                wish.threshold().nanos())
                        .details());
    }

    /**
     * Another one in its place. It is told from now on as a new one would be, also if what it says is reached already; what is
     * the same as before changes nothing and is not told again.
     */
    @Put("/{id}")
    @Permitted(Permission.SET_LIMITS)
    AlertDetails change(@PathVariable UUID id, @Body MakeAlert wish, Requester me) throws SQLException {
        return Transaction.run(
                        dataSource,
                        transaction -> alerts.change(
                                transaction,
                                me.account(),
                                id,
                                wish.kind(),
                                wish.threshold().nanos()))
                .details();
    }

    /** One less. */
    @Delete("/{id}")
    @Permitted(Permission.SET_LIMITS)
    @Status(HttpStatus.NO_CONTENT)
    void remove(@PathVariable UUID id, Command command, Requester me) throws SQLException {
        commands.once(command, null, transaction -> {
            if (!alerts.remove(transaction, me.account(), id)) {
                throw Refused.notFound("Your account has no such alert, or has it no more.");
            }
        });
    }
}
