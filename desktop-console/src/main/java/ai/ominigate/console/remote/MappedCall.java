package ai.ominigate.console.remote;

import java.io.IOException;
import java.util.function.Function;
import okhttp3.Request;
import okio.Timeout;
import retrofit2.Call;
import retrofit2.Callback;
import retrofit2.Response;

/** A call whose answer is made into something else, for instance one thing with many parts into a page of them. */
public final class MappedCall<A, B> implements Call<B> {

    private final Call<A> call;
    private final Function<? super A, ? extends B> each;

    private MappedCall(Call<A> call, Function<? super A, ? extends B> each) {
        this.call = call;
        this.each = each;
    }

    /** The same call with another answer. */
    public static <A, B> Call<B> of(Call<A> call, Function<? super A, ? extends B> each) {
        return new MappedCall<>(call, each);
    }

    private Response<B> mapped(Response<A> response) {
        A body = response.body();
        if (!response.isSuccessful() && response.errorBody() != null) {
            return Response.error(response.errorBody(), response.raw());
        }
        return Response.success(body == null ? null : each.apply(body), response.raw());
    }

    @Override
    public Response<B> execute() throws IOException {
        return mapped(call.execute());
    }

    @Override
    public void enqueue(Callback<B> callback) {
        Call<B> own = this;
        call.enqueue(new Callback<>() {
            @Override
            public void onResponse(Call<A> of, Response<A> response) {
                callback.onResponse(own, mapped(response));
            }

            @Override
            public void onFailure(Call<A> of, Throwable failure) {
                callback.onFailure(own, failure);
            }
        });
    }

    @Override
    public boolean isExecuted() {
        return call.isExecuted();
    }

    @Override
    public void cancel() {
        call.cancel();
    }

    @Override
    public boolean isCanceled() {
        return call.isCanceled();
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod") // as Retrofit wants it: a new one that was not sent yet
    public Call<B> clone() {
        return new MappedCall<>(call.clone(), each);
    }

    @Override
    public Request request() {
        return call.request();
    }

    @Override
    public Timeout timeout() {
        return call.timeout();
    }
}
