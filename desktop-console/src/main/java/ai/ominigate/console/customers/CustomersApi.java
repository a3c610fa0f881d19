package ai.ominigate.console.customers;

import ai.ominigate.model.Page;
import ai.ominigate.model.customer.CustomerDetails;
import ai.ominigate.model.customer.FoundCustomers;
import ai.ominigate.model.customer.SearchCustomers;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RestrictionDetails;
import ai.ominigate.model.reveal.Purpose;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.GET;
import retrofit2.http.POST;
import retrofit2.http.Path;
import retrofit2.http.Query;

/** Accounts, as the staff API tells of them to those who help. */
interface CustomersApi {

    @POST("admin/v1/customers/search")
    Call<FoundCustomers> search(@Body SearchCustomers wish);

    @GET("admin/v1/customers/{id}")
    Call<CustomerDetails> customer(@Path("id") String account, @Query("purpose") Purpose purpose);

    @GET("admin/v1/privacy/requests")
    Call<Page<RequestSummary>> requests(@Query("account") String account);

    @GET("admin/v1/privacy/restrictions")
    Call<Page<RestrictionDetails>> restrictions(@Query("account") String account);
}
