using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace MemberCare.Tests;

/// <summary>
/// bunit was built against a newer AngleSharp.Diffing than the one that restores. Their surfaces agree; only the assembly
/// version differs, so whichever is asked for, the one beside the tests is loaded.
/// </summary>
internal static class AngleSharpDiffing
{
    [ModuleInitializer]
    internal static void Resolve() =>
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name == "AngleSharp.Diffing" ? context.LoadFromAssemblyPath(PathBeside(name)) : null;

    private static string PathBeside(AssemblyName name) => Path.Combine(AppContext.BaseDirectory, name.Name + ".dll");
}
