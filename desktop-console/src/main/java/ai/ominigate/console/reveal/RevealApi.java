package ai.ominigate.console.reveal;

import ai.ominigate.model.reveal.RevealField;
import ai.ominigate.model.reveal.RevealedField;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.POST;
import retrofit2.http.Path;

/** Looking at personal data. */
interface RevealApi {

    @POST("admin/v1/reveal")
    Call<RevealedField> reveal(@Body RevealField wish);

    @POST("admin/v1/reveal/{id}/copied")
    Call<Void> copied(@Path("id") String look);
}
