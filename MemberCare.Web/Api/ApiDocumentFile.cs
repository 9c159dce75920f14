using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace MemberCare.Web.Api;

/// <summary>The OpenAPI document as bytes, made when it is first asked for and kept: nothing in it changes while the program runs.</summary>
internal sealed class ApiDocumentFile([FromKeyedServices("v1")] IOpenApiDocumentProvider documents)
{
    private readonly Lock _lock = new();
    private Task<(byte[] Bytes, EntityTagHeaderValue Tag)>? _made;

    /// <summary>The document and the mark of this very version.</summary>
    public Task<(byte[] Bytes, EntityTagHeaderValue Tag)> ReadAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            // Made for everybody, so whoever hangs up does not stop it; a failure is not kept.
            if (_made is null or { IsFaulted: true })
            {
                _made = MakeAsync();
            }

            return _made.WaitAsync(cancellation);
        }
    }

    private async Task<(byte[] Bytes, EntityTagHeaderValue Tag)> MakeAsync()
    {
        await Task.Yield();
        using var buffer = new MemoryStream();
        await (await documents.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(buffer, OpenApiSpecVersion.OpenApi3_1);
        var bytes = buffer.ToArray();
        return (bytes, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\""));
    }
}
