using System.Collections.Frozen;

namespace SemanticSearch.Topics.Words;

/// <summary>Words that no label has alone, because they are in papers of every kind.</summary>
internal static class LabelStopWords
{
    /// <summary>Words that hold sentences together; no phrase has them, but for "of" in its middle.</summary>
    private static readonly FrozenSet<string> Function = Words("""
        a about above according across after again against all almost along already also although always among an and another any are
        around as at back be became because become becomes been before behind being below beneath beside besides between beyond both but by
        can cannot could did do does doing done down due during each either else elsewhere enough especially et etc even ever every few find for
        found from further furthermore get give given gives go had has have having he hence her here herein him his how however i ie eg
        if in indeed instead into is it its itself just keep last latter least less let like made mainly make makes many may me meanwhile
        might more moreover most mostly much must my namely near need neither never nevertheless next no none nor not nothing now of off
        often on once one ones only onto or other others otherwise our ours out over own part per perhaps please put quite rather really
        regarding same say see seem seems several shall she should since so some somehow sometimes somewhat still such take taken takes than
        that the their theirs them themselves then thence there thereby therefore these they this those though through throughout thus to together
        too toward towards two under unless until up upon us very via was we well were what whatever when whenever where whereas whereby
        wherein whether which while who whole whom whose why will with within without would yet you your yours al one's three four five six
        seven eight nine ten first second third half twice respectively e.g i.e vs versus de la le der von
        """);

    /// <summary>Words of scientific prose; a phrase may have them, but neither begins nor ends with one.</summary>
    private static readonly FrozenSet<string> Prose = Words("""
        paper article study studies studied studying result obtained obtain obtaining propose proposed proposes present presented presents presenting
        show shown showed showing shows demonstrate demonstrated demonstrates use used uses using useful usefulness based new novel recent recently consider considered
        considering considers investigate investigated investigates investigation discuss discussed discussion different various number large larger largest
        small smaller smallest big provide provided provides providing important importance general generally case particular particularly certain possible
        possibly able ability allow allowed allows allowing main major key good better best high higher highest low lower lowest great greater
        introduce introduced introduces introducing develop developed develops developing derive derived derives describe described describes
        significant significantly existing exist exists known well-known available effective effectively efficient efficiently efficiency simple simply
        complex typical typically usual usually common commonly compare compared comparing comparison versus range ranges order respect term terms
        way ways work works working worked set sets type types kind kinds form forms example examples include included includes including
        require required requires requiring requirement achieve achieved achieves achieving improve improved improves improving improvement
        performance performances perform performed performs evaluate evaluated evaluation suggest suggested suggests reveal reveals revealed
        report reported reports find findings finding observe observed observes indicate indicates indicated apply applied applies applying application
        applications approach approaches method methods methodology technique techniques framework analysis analyses analyze analyzed analyzing analyse
        problem problems question questions issue issues challenge challenges challenging task tasks data value values level levels point points
        property properties behavior behaviour effect effects role influence impact factor factors feature features aspect aspects
        increase increased increases increasing decrease decreased decreasing change changes changing vary varying variation
        estimate estimated determine determined determines calculate calculated calculation calculations compute computed measure measured measurement measurements
        experiment experiments experimental experimentally theoretical theoretically numerical numerically simulation simulations analytical analytically
        model models modeling modelling modeled system systems theory theories process processes function functions structure structures
        research researchers science scientific literature author authors review overview survey aim aims goal goals purpose
        need needs needed interest interesting interested lead leads leading led play plays long short time times year years day days
        open close related relation relations similar similarly corresponding independent dependent dependence free single multiple double full
        total real true false right left strong strongly weak weakly good rate rates average mean size scale scales length
        prove proved proves proof proofs proven establish established theorem theorems lemma corollary conjecture construct constructed construction
        end ends start begin concept concepts idea ideas notion information knowledge understanding understand understood explain explained
        arbitrary explicit explicitly implicit exact exactly approximate approximately approximation specific specifically fundamental basic essential
        first-order second-order one-dimensional proposed state-of-the-art art state outperform outperforms outperforming accuracy accurate
        future current currently previous previously past potential potentially addition additional additionally finally moreover
        field fields parameter parameters condition conditions class classes solution solutions group groups space spaces source sources region regions
        bounded unbounded finite infinite dynamics dynamic dynamical
        characteristic characteristics component components limit limits bound bounds local global standard wide widely good detailed detail
        people person persons individual individuals someone everyone adult adults argument arguments pattern patterns record records
        gave grew grow grown growing grows lost lose loses losing fell fall falls fallen rose rise rises rising came come comes went goes going gone
        kept held hold holds holding ran run runs running saw turned turn turns turning fit fits fitted tell tells told cost costs asked ask asks
        seconds minute minutes hour hours week weeks month months percent per cent fold degree degrees
        nm cm mm km kg mg ml hz khz mhz ghz mev kev gev tev ev mk
        """);

    /// <summary>Prose that may end a phrase, where it names the thing: "inverse problem", "finite element method", "group theory".</summary>
    private static readonly FrozenSet<string> Heads = Words("""
        dynamics approximation method methods problem problems model models theory analysis process processes system systems function functions structure structures data state states
        theorem conjecture field fields group groups space spaces class classes equation equations measurement measurements simulation simulations
        information effect effects rate rates bound bounds scale set sets component components construction review survey region regions
        source sources potential solution solutions time mean order parameter parameters group task tasks knowledge point points number numbers
        """);

    /// <summary>Prose that may begin a phrase, where it says which: "open cluster", "local field potential", "large deviations".</summary>
    private static readonly FrozenSet<string> Openers = Words("""
        finite infinite bounded dynamic dynamical open free local global large small high low long short time complex real mean field group state data strong weak point double single order general
        scale model system information parameter set structure space function standard source key level class information function random knowledge region
        """);

    /// <summary>Words that mean something alone although prose has them too, so that scores decide.</summary>
    private static readonly FrozenSet<string> Alone = Words("group groups theorem conjecture field fields space spaces simulation simulations proof");

    public static bool IsFunction(string word) => Function.Contains(word);

    /// <summary>Whether a word may be a label by itself.</summary>
    public static bool MayStandAlone(string word) => word.Length > 1 && !Function.Contains(word) && (!Prose.Contains(word) || Alone.Contains(word));

    public static bool MayBegin(string word) => !Function.Contains(word) && (!Prose.Contains(word) || Openers.Contains(word));

    public static bool MayEnd(string word) => !Function.Contains(word) && (!Prose.Contains(word) || Heads.Contains(word));

    private static FrozenSet<string> Words(string list) =>
        list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
