package ai.ominigate.console.remote;

import ai.ominigate.console.remote.Failure.Broken;
import ai.ominigate.console.remote.Failure.Conflict;
import ai.ominigate.console.remote.Failure.Denied;
import ai.ominigate.console.remote.Failure.Gone;
import ai.ominigate.console.remote.Failure.Invalid;
import ai.ominigate.console.remote.Failure.SignedOut;
import ai.ominigate.console.remote.Failure.Slow;
import ai.ominigate.console.remote.Failure.StepUp;
import ai.ominigate.console.remote.Failure.TooMany;
import ai.ominigate.console.remote.Failure.TooOld;
import ai.ominigate.console.remote.Failure.Unreachable;
import ai.ominigate.model.Problem;
import ai.ominigate.model.staff.RightNeeded;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Retrofit;
import retrofit2.converter.jackson.JacksonConverterFactory;

/**
 * One server's staff API. Whatever changes something is sent with the {@code Idempotency-Key} of the wish that it is for, so
 * that a wish that is sent twice is done once.
 */
public final class Remote {

    /** Long enough for an answer that takes ten seconds, and for the audit log to be verified. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);
    private static final Duration ALIVE = Duration.ofSeconds(50);
    private static final int UPGRADE_REQUIRED = 426;
    private static final Pattern FIELD = Pattern.compile("field '([^']+)'");

    /** What every sign-in shares: connections, which would otherwise stay open for minutes after each. */
    private static final OkHttpClient SHARED = new OkHttpClient();

    /** The wish that this thread is asking for; see {@link #once}. */
    private static final ScopedValue<String> WISH = ScopedValue.newInstance();

    private final ServerAddress address;
    private final Supplier<@Nullable String> token;
    private final InstantSource clock;
    private final String version;
    private final JsonMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private final OkHttpClient http;
    private final Retrofit retrofit;
    private volatile Duration skew = Duration.ZERO;

    /**
     * @param token of who is signed in; null for nobody
     * @param clock this machine's
     * @param version of this console
     */
    public Remote(ServerAddress address, Supplier<@Nullable String> token, InstantSource clock, String version) {
        this.address = address;
        this.token = token;
        this.clock = clock;
        this.version = version;
        this.http = SHARED.newBuilder()
                .connectTimeout(CONNECTED_WITHIN)
                .readTimeout(PATIENCE)
                .writeTimeout(PATIENCE)
                .followRedirects(false)
                .addInterceptor(this::signed)
                .build();
        this.retrofit = new Retrofit.Builder()
                .baseUrl(address.base())
                .client(http)
                .addConverterFactory(JacksonConverterFactory.create(json))
                .build();
    }

    /** The routes that {@code routes} declares. */
    public <A> A api(Class<A> routes) {
        return retrofit.create(routes);
    }

    /** Where it is. */
    public ServerAddress address() {
        return address;
    }

    /** Reads and writes JSON as the API does. */
    public JsonMapper json() {
        return json;
    }

    /** How far the server's clock is ahead of this machine's, by its last answer; to the second. */
    public Duration skew() {
        return skew;
    }

    /** The same client for a stream that never ends, which says something at least every {@code 50} seconds. */
    OkHttpClient streaming() {
        return http.newBuilder().readTimeout(ALIVE).build();
    }

    Request.Builder to(String path) {
        return new Request.Builder()
                .url(Optional.ofNullable(address.base().resolve(path)).orElseThrow());
    }

    /** Sends {@code call} and waits for the answer; null where the answer has no body. Blocks. */
    public <T> @Nullable T answer(Call<T> call) throws RemoteException {
        try {
            retrofit2.Response<T> response = call.clone().execute();
            if (response.isSuccessful()) {
                return response.body();
            }
            throw new RemoteException(failure(response.raw(), response.errorBody()));
        } catch (JacksonException e) {
            throw new RemoteException(
                    new Broken(
                            call.request().method() + " " + call.request().url().encodedPath()),
                    e);
        } catch (IOException e) {
            throw new RemoteException(failure(e), e);
        }
    }

    /** Does {@code work}, and lets whatever it sends be sent again under the same {@code key} without being done again. */
    <T> T once(String key, Callable<T> work) throws Exception {
        return ScopedValue.where(WISH, key).call(work::call);
    }

    private Response signed(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        Request.Builder signed = request.newBuilder().header("user-agent", "OminiGate-console/" + version);
        String bearer = token.get();
        if (bearer != null) {
            signed.header("authorization", "Bearer " + bearer);
        }
        if (!request.method().equals("GET") && WISH.isBound()) {
            signed.header("idempotency-key", WISH.get());
        }
        Response response = chain.proceed(signed.build());
        noteClock(response);
        return response;
    }

    @SuppressWarnings("JavaUtilDate") // What OkHttp parses the header to.
    private void noteClock(Response response) {
        Date date = response.headers().getDate("date");
        if (date != null) {
            Instant there = date.toInstant();
            skew = Duration.between(Instant.ofEpochSecond(clock.instant().getEpochSecond()), there);
        }
    }

    private Failure failure(IOException e) {
        return switch (e) {
            case UnknownHostException _, ConnectException _, NoRouteToHostException _ ->
                new Unreachable(address.base().host());
            case InterruptedIOException _ -> new Slow(null);
            default -> new Unreachable(address.base().host());
        };
    }

    /** What an answer that is none of success means. */
    Failure failure(Response response, @Nullable ResponseBody body) {
        Read read = read(body);
        Problem problem = read.problem();
        String detail = problem.detail();
        return switch (response.code()) {
            case 401 -> new SignedOut(problem.code(), detail);
            case 403 ->
                problem.code().equals("step_up_required")
                        ? new StepUp()
                        : new Denied(problem.code(), detail, problem.needs());
            case 404, 410 -> new Gone(detail);
            case 409, 412 -> new Conflict(problem.code(), detail, read.current());
            case 400, 413, 422 -> new Invalid(field(detail), detail);
            case UPGRADE_REQUIRED -> new TooOld(detail);
            case 429 -> new TooMany(after(response), detail);
            case 502, 504 -> new Unreachable(address.base().host());
            case 503 -> new Slow(detail);
            default -> new Broken(requestId(response));
        };
    }

    private record Read(Problem problem, @Nullable JsonNode current) {}

    private Read read(@Nullable ResponseBody body) {
        Problem unsaid = new Problem("", 0, "", null);
        if (body == null) {
            return new Read(unsaid, null);
        }
        try (body) {
            JsonNode tree = json.readTree(body.byteStream());
            if (tree == null || !tree.path("code").isTextual()) {
                return new Read(unsaid, null);
            }
            return new Read(
                    new Problem(
                            tree.path("title").asText(""),
                            tree.path("status").asInt(),
                            tree.path("code").asText(""),
                            tree.path("detail").isTextual()
                                    ? tree.path("detail").asText()
                                    : null,
                            tree.path("needs").isObject()
                                    ? json.treeToValue(tree.path("needs"), RightNeeded.class)
                                    : null,
                            null),
                    tree.path("current").isObject() ? tree.path("current") : null);
        } catch (IOException e) {
            return new Read(unsaid, null);
        }
    }

    private static @Nullable String field(@Nullable String detail) {
        Matcher matcher = FIELD.matcher(detail == null ? "" : detail);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static Duration after(Response response) {
        String header = response.header("retry-after");
        return header != null && header.matches("\\d{1,9}")
                ? Duration.ofSeconds(Long.parseLong(header))
                : Duration.ofSeconds(10);
    }

    private static String requestId(Response response) {
        return Optional.ofNullable(response.header("x-request-id")).orElse("");
    }
}
