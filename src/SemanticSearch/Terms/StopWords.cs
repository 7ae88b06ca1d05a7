using System.Collections.Frozen;

namespace SemanticSearch.Terms;

/// <summary>Words that say nothing about what a text is about.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> English = Words("""
        a about above after again against all also am an and any are as at be because been before being below between both but by
        can cannot could did do does doing done down during each either else ever every few for from further had has have having he
        her here hers herself him himself his how however i if in into is it its itself just let me more most must my myself no nor
        not of off often on once only or other our ours ourselves out over own per quite rather same shall she should since so some
        such than that the their theirs them themselves then there these they this those though through thus to too under until up
        upon us very via was we were what when where whether which while who whom whose why will with within without would yet you
        your yours yourself yourselves
        """);

    private static readonly FrozenSet<string> TexLayout = Words("""
        begin bf big bigg bm boldsymbol cal cdot cite displaystyle emph end ensuremath eqref frac hat hbox hspace it label ldots left
        mathbb mathbf mathcal mathfrak mathit mathrm mathscr mathsf mbox operatorname overline quad ref right rm sc tex text textbf
        textit textrm textsc textsf texttt textup tfrac tilde tt underline vec vspace widehat widetilde
        """);

    /// <summary>Whether a folded word is one of them.</summary>
    public static bool Contains(string word) => English.Contains(word);

    /// <summary>Whether a TeX command is about how a text looks.</summary>
    public static bool IsTexLayout(string command) => TexLayout.Contains(command);

    private static FrozenSet<string> Words(string list) =>
        list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
