using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MemberCare.Core.Operations;

namespace MemberCare.Bench;

/// <summary>What it costs to find out who calls: one customer read through the API by key and by access token, with callers counted and not.</summary>
internal static class AccessScenario
{
    private const int Reads = 4_000;
    private const int Rounds = 5;
    private const int Callers = 4;
    private const string Audience = "https://bench.example/api";

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var organisations = store.Get<CreateOrganisation>();
        var key = (await organisations.AddApiKeyAsync(store.Tenant, "Bench", ["customers:read"])).Value;
        using var issuer = new Issuer();
        foreach (var (limits, what) in new[] { ("false", "not counted"), ("true", "counted") })
        {
            await using var web = await WebProcess.StartAsync(store.File, new Dictionary<string, string>
            {
                ["MemberCare__Limits__Enabled"] = limits,
                ["MemberCare__Limits__ApiPerSecond"] = "1000000",
                ["MemberCare__Limits__ApiBurst"] = "1000000",
                ["MemberCare__Oidc__Authority"] = issuer.Address,
                ["MemberCare__Oidc__ClientId"] = "bench",
                ["MemberCare__Oidc__ApiAudience"] = Audience,
                ["MemberCare__Oidc__Tenant"] = organisations.Names().First(name => organisations.Find(name) == store.Tenant),
                ["MemberCare__Oidc__Roles__Agent__0"] = "agents",
            });
            using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Callers }) { BaseAddress = web.Address };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            var customer = "/api/v1/customers/" + (await http.GetStringAsync("/api/v1/customers?limit=1")).Split("\"id\":\"")[1][..36];
            // Turn and turn about, so that what else the machine does, and what the runtime has yet to compile, falls on both.
            (string Name, string Credentials, List<double> Cpu, List<double> Rate)[] both = [("key", key, [], []), ("access token", issuer.Token(), [], [])];
            for (var round = -1; round < Rounds; round++)
            {
                foreach (var one in both)
                {
                    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", one.Credentials);
                    var reads = round < 0 ? 5 * Reads : Reads;
                    var (cpu, began) = (web.Cpu, Stopwatch.GetTimestamp());
                    await ReadAsync(http, customer, reads);
                    if (round >= 0)
                    {
                        one.Cpu.Add((web.Cpu - cpu).TotalMilliseconds / reads);
                        one.Rate.Add(reads / Stopwatch.GetElapsedTime(began).TotalSeconds);
                    }
                }
            }

            foreach (var one in both)
            {
                Figures.Write("access", $"one customer by {one.Name}, {what}: processor time of the server", "ms cpu", one.Cpu.Order().ElementAt(Rounds / 2));
                Figures.Write("access", $"one customer by {one.Name}, {what}: requests a second", "1/s", one.Rate.Order().ElementAt(Rounds / 2));
            }
        }

        await organisations.RevokeApiKeysAsync(store.Tenant, "Bench");
    }

    private static Task ReadAsync(HttpClient http, string path, int times) => Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
    {
        for (var i = 0; i < times / Callers; i++)
        {
            using var answer = await http.GetAsync(path);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
        }
    }));

    // As much of an identity provider as an API asks for: where its keys are, and the keys.
    private sealed class Issuer : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly RSA _key = RSA.Create(2048);

        public Issuer()
        {
            using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            }

            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _ = AnswerAsync();
        }

        public string Address { get; }

        public string Token()
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            var header = new { typ = "at+jwt", alg = "RS256", kid = "bench" };
            var claims = new { iss = Address, aud = Audience, sub = "bench", client_id = "bench", scope = "customers:read", iat = now, exp = now + 3600, jti = "1" };
            var signed = $"{Encode(header)}.{Encode(claims)}";
            return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
        }

        public void Dispose()
        {
            _listener.Close();
            _key.Dispose();
        }

        private static string Encode<T>(T part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

        private async Task AnswerAsync()
        {
            try
            {
                while (true)
                {
                    var call = await _listener.GetContextAsync();
                    var parameters = _key.ExportParameters(includePrivateParameters: false);
                    object answer = call.Request.Url!.AbsolutePath == "/keys"
                        ? new { keys = new[] { new { kty = "RSA", use = "sig", kid = "bench", n = Base64Url.EncodeToString(parameters.Modulus), e = Base64Url.EncodeToString(parameters.Exponent) } } }
                        : new { issuer = Address, jwks_uri = Address + "/keys", authorization_endpoint = Address + "/authorize", token_endpoint = Address + "/token" };
                    call.Response.ContentType = "application/json";
                    await call.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer));
                    call.Response.Close();
                }
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                // Closed.
            }
        }
    }
}
