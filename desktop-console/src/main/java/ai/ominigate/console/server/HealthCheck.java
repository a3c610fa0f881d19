package ai.ominigate.console.server;

import ai.ominigate.console.server.Standing.NotReady;
import ai.ominigate.console.server.Standing.Reason;
import ai.ominigate.console.server.Standing.Unreachable;
import ai.ominigate.console.server.Standing.Up;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Response;
import retrofit2.Retrofit;
import retrofit2.converter.jackson.JacksonConverterFactory;

/** Asks a server whether it serves calls. */
final class HealthCheck {

    /** Longer than a server under load needs, and short enough that a person still waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JsonMapper json = new JsonMapper();
    private final OkHttpClient http = new OkHttpClient.Builder()
            .callTimeout(PATIENCE)
            .retryOnConnectionFailure(true)
            .followRedirects(false)
            .build();

    /** Blocks until the server has answered, or for five seconds. Every failure is an answer too. */
    Standing of(ServerAddress address) {
        try {
            return standing(api(address).health().execute());
        } catch (IOException | RuntimeException e) {
            return new Unreachable(reason(e), address.base().host());
        }
    }

    private GatewayApi api(ServerAddress address) {
        return new Retrofit.Builder()
                .baseUrl(address.base())
                .client(http)
                .addConverterFactory(JacksonConverterFactory.create(json))
                .build()
                .create(GatewayApi.class);
    }

    private Standing standing(Response<JsonNode> response) throws IOException {
        Optional<HealthReport> report = Optional.ofNullable(body(response)).flatMap(HealthReport::of);
        if (report.isEmpty()) {
            return new Unreachable(Reason.NOT_OMINIGATE, String.valueOf(response.code()));
        }
        return switch (response.code()) {
            case 200 -> report.get().up() ? new Up(report.get().components()) : notReady(report.get());
            case 503 -> notReady(report.get());
            default -> new Unreachable(Reason.NOT_OMINIGATE, String.valueOf(response.code()));
        };
    }

    private static NotReady notReady(HealthReport report) {
        return new NotReady(report.components());
    }

    private @Nullable JsonNode body(Response<JsonNode> response) throws IOException {
        if (response.isSuccessful()) {
            return response.body();
        }
        try (ResponseBody error = response.errorBody()) {
            return error == null ? null : json.readTree(error.byteStream());
        } catch (JacksonException e) {
            return null;
        }
    }

    private static Reason reason(Exception failure) {
        return switch (failure) {
            case UnknownHostException _ -> Reason.UNKNOWN_HOST;
            case ConnectException _, NoRouteToHostException _ -> Reason.REFUSED;
            case InterruptedIOException _ -> Reason.TIMED_OUT;
            case JacksonException _ -> Reason.NOT_OMINIGATE;
            default -> Reason.BROKEN_OFF;
        };
    }
}
