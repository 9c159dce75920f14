using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MemberCare.Web.Auth.Provider;

namespace MemberCare.Tests.Web.Auth.Provider;

/// <summary>Each test bends the ID token in one point; <see cref="HostileApp.RefusesAsync"/> shows that without the bend the sign-in succeeds.</summary>
[Collection(HostileCollection.Name)]
public sealed class IdTokenRefusals(HostileApp app)
{
    [Fact]
    public Task A_token_with_another_nonce_is_refused() => ClaimAsync("nonce", "637.another-nonce-than-the-browser-was-given");

    [Fact]
    public Task A_token_without_a_nonce_is_refused() => WithoutAsync("nonce");

    [Fact]
    public Task A_token_for_another_audience_is_refused() => ClaimAsync("aud", "somebody-else");

    [Fact]
    public Task A_token_without_an_audience_is_refused() => WithoutAsync("aud");

    [Fact]
    public Task A_token_for_others_besides_us_is_refused() => RefusedAsync(bend => bend.Claims = claims => claims["aud"] = new JsonArray(HostileProvider.ClientId, "somebody-else"));

    [Fact]
    public Task A_token_for_others_besides_us_is_refused_even_where_it_was_issued_to_us() => RefusedAsync(bend => bend.Claims = claims =>
    {
        claims["aud"] = new JsonArray(HostileProvider.ClientId, "somebody-else");
        claims["azp"] = HostileProvider.ClientId;
    });

    [Fact]
    public Task A_token_that_was_issued_to_another_application_is_refused() => ClaimAsync("azp", "somebody-else");

    [Fact]
    public Task A_token_of_another_issuer_is_refused() => ClaimAsync("iss", "https://login.example.com");

    [Fact]
    public Task A_token_without_an_issuer_is_refused() => WithoutAsync("iss");

    [Fact]
    public Task An_issuer_that_differs_by_a_slash_is_another() => RefusedAsync(bend => bend.Claims = claims => claims["iss"] = claims["iss"]!.GetValue<string>() + "/");

    [Fact]
    public Task A_token_that_expired_tells_of_a_wrong_clock() => ClockAsync("exp", TimeSpan.FromSeconds(-75));

    [Fact]
    public Task A_token_that_is_not_valid_yet_tells_of_a_wrong_clock() => ClockAsync("nbf", TimeSpan.FromSeconds(75));

    [Fact]
    public Task A_token_issued_in_the_future_tells_of_a_wrong_clock() => ClockAsync("iat", TimeSpan.FromSeconds(75));

    [Fact]
    public Task A_token_that_never_expires_is_refused() => WithoutAsync("exp");

    [Fact]
    public Task A_token_that_does_not_say_when_it_was_issued_is_refused() => WithoutAsync("iat");

    [Fact]
    public Task A_token_about_nobody_is_refused() => WithoutAsync("sub");

    [Theory]
    [InlineData("")]
    [InlineData("a subject of more than 255 characters")]
    public Task A_token_whose_subject_cannot_be_one_is_refused(string subject) => ClaimAsync("sub", subject.Length == 0 ? "" : subject.PadRight(256, '.'));

    [Fact]
    public Task A_token_bound_to_another_access_token_is_refused() => ClaimAsync("at_hash", Base64Url.EncodeToString(new byte[16]));

    [Fact]
    public Task Another_access_token_than_the_one_it_is_bound_to_is_refused() => RefusedAsync(bend => bend.Tokens = tokens => tokens["access_token"] = "access-of-somebody-else");

    [Fact]
    public Task A_person_who_proved_who_they_are_too_long_ago_is_refused() => ClaimAsync("auth_time", HostileProvider.At(-TimeSpan.FromMinutes(32)));

    [Fact]
    public Task A_token_that_does_not_say_when_they_proved_it_is_refused() => WithoutAsync("auth_time");

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(255)]
    public Task A_signature_with_one_byte_changed_is_refused(int at) => RefusedAsync(bend => bend.Signature = text =>
    {
        var signature = app.Provider.Key.Sign(text);
        signature[at] ^= 1;
        return signature;
    });

    [Fact]
    public Task A_payload_changed_after_it_was_signed_is_refused() => RefusedAsync(bend => bend.Token = token =>
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims["groups"] = new JsonArray("chiefs");
        return $"{parts[0]}.{HostileProvider.Part(claims)}.{parts[2]}";
    });

    [Fact]
    public Task A_signature_cut_off_is_refused() => RefusedAsync(bend => bend.Token = token => token[..(token.LastIndexOf('.') + 1)]);

    [Theory]
    [InlineData("none", "")]
    [InlineData("None", "")]
    [InlineData("NONE", "")]
    [InlineData("none", "some")]
    public Task A_token_that_claims_to_need_no_signature_is_refused(string algorithm, string signature) => RefusedAsync(bend =>
    {
        bend.Header = header =>
        {
            header["alg"] = algorithm;
            header.Remove("kid");
        };
        bend.Signature = _ => Encoding.ASCII.GetBytes(signature);
    });

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public Task A_token_signed_with_the_secret_that_we_share_is_refused(string algorithm) => SymmetricAsync(algorithm, () => Encoding.UTF8.GetBytes(HostileProvider.Secret));

    [Theory]
    [InlineData("pem")]
    [InlineData("der")]
    [InlineData("modulus")]
    public Task A_token_signed_with_the_public_key_as_a_secret_is_refused(string form) => SymmetricAsync("HS256", () => form switch
    {
        "pem" => Encoding.ASCII.GetBytes(app.Provider.Key.Rsa.ExportSubjectPublicKeyInfoPem()),
        "der" => app.Provider.Key.Rsa.ExportSubjectPublicKeyInfo(),
        _ => app.Provider.Key.Rsa.ExportParameters(includePrivateParameters: false).Modulus!,
    });

    [Fact]
    public Task A_token_that_names_a_key_nobody_publishes_is_refused_though_a_published_one_signed_it() => RefusedAsync(bend => bend.Header = header => header["kid"] = "unknown");

    [Fact]
    public Task A_token_of_a_rogue_key_under_the_id_of_the_right_one_is_refused()
    {
        var rogue = new SigningKey("rogue");
        return RefusedAsync(bend => bend.Signature = rogue.Sign);
    }

    [Fact]
    public Task A_token_of_a_rogue_key_that_names_none_is_refused()
    {
        var rogue = new SigningKey("rogue");
        return RefusedAsync(bend =>
        {
            bend.Header = header => header.Remove("kid");
            bend.Signature = rogue.Sign;
        });
    }

    [Fact]
    public Task A_key_that_comes_in_the_header_is_never_used()
    {
        var rogue = new SigningKey("rogue");
        return RefusedAsync(bend =>
        {
            bend.Header = header =>
            {
                header["jwk"] = rogue.AsJson();
                header.Remove("kid");
            };
            bend.Signature = rogue.Sign;
        });
    }

    [Fact]
    public Task A_certificate_that_comes_in_the_header_is_never_used()
    {
        var rogue = new SigningKey("rogue");
        var request = new CertificateRequest("CN=rogue", rogue.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (whole, print) = (Convert.ToBase64String(certificate.Export(X509ContentType.Cert)), Base64Url.EncodeToString(certificate.GetCertHash()));
        return RefusedAsync(bend =>
        {
            bend.Header = header =>
            {
                header["x5c"] = new JsonArray(whole);
                header["x5t"] = print;
                header.Remove("kid");
            };
            bend.Signature = rogue.Sign;
        });
    }

    [Theory]
    [InlineData("jku")]
    [InlineData("x5u")]
    public async Task A_place_for_keys_that_the_header_names_is_never_visited(string field)
    {
        var rogue = new SigningKey("rogue");
        await RefusedAsync(bend =>
        {
            bend.Header = header =>
            {
                header[field] = app.Provider.Issuer + "/rogue-keys";
                header["kid"] = "rogue";
            };
            bend.Signature = rogue.Sign;
        });

        Assert.DoesNotContain("/rogue-keys", app.Provider.Calls);
    }

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("logout+jwt")]
    public Task A_token_of_another_kind_is_refused(string type) => RefusedAsync(bend => bend.Header = header => header["typ"] = type);

    [Fact]
    public Task A_token_that_names_a_rule_as_critical_which_nobody_here_knows_is_refused() => RefusedAsync(bend => bend.Header = header => header["crit"] = new JsonArray("b64"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no-token")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    public Task What_is_no_token_is_refused(string? token) => RefusedAsync(bend => bend.Tokens = tokens => tokens["id_token"] = token);

    [Fact]
    public Task A_token_that_is_not_there_is_refused() => RefusedAsync(bend => bend.Tokens = tokens => tokens.Remove("id_token"));

    [Fact]
    public Task A_token_longer_than_any_is_refused() => RefusedAsync(bend => bend.Claims = claims => claims["padding"] = new string('x', 70_000));

    private Task RefusedAsync(Action<Bend> bend) => app.RefusesAsync(SignInFault.Refused, bend);

    private Task ClaimAsync(string claim, JsonNode value) => RefusedAsync(bend => bend.Claims = claims => claims[claim] = value.DeepClone());

    private Task WithoutAsync(string claim) => RefusedAsync(bend => bend.Claims = claims => Assert.True(claims.Remove(claim)));

    private Task ClockAsync(string claim, TimeSpan fromNow) => app.RefusesAsync(SignInFault.ClockOff, bend => bend.Claims = claims => claims[claim] = HostileProvider.At(fromNow));

    private Task SymmetricAsync(string algorithm, Func<byte[]> secret) => RefusedAsync(bend =>
    {
        bend.Header = header => header["alg"] = algorithm;
        bend.Signature = text => algorithm switch
        {
            "HS256" => HMACSHA256.HashData(secret(), Encoding.ASCII.GetBytes(text)),
            "HS384" => HMACSHA384.HashData(secret(), Encoding.ASCII.GetBytes(text)),
            _ => HMACSHA512.HashData(secret(), Encoding.ASCII.GetBytes(text)),
        };
    });
}
