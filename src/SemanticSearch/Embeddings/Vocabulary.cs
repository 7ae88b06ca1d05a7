using System.Text;
using Microsoft.ML.Tokenizers;

namespace SemanticSearch.Embeddings;

/// <summary>The tokens of a model, one a line of its file; a token's id is its line, 0-based.</summary>
internal sealed class Vocabulary
{
    public const string Unknown = "[UNK]";

    private static readonly string[] Special = ["[PAD]", Unknown, "[CLS]", "[SEP]"];

    private Vocabulary(string[] tokens, WordPieceTokenizer wordPiece)
    {
        Count = tokens.Length;
        WordPiece = wordPiece;
        ClsId = Array.IndexOf(tokens, "[CLS]");
        SepId = Array.IndexOf(tokens, "[SEP]");
    }

    public int Count { get; }

    public int ClsId { get; }

    public int SepId { get; }

    public int UnknownId => WordPiece.UnknownTokenId;

    public WordPieceTokenizer WordPiece { get; }

    /// <exception cref="ModelException">The file is not UTF-8, holds a token twice, or lacks one of [PAD], [UNK], [CLS], [SEP].</exception>
    public static Vocabulary Parse(string path, byte[] content)
    {
        try
        {
            var tokens = Lines(content);
            foreach (var special in Special)
                if (!tokens.Contains(special))
                    throw new ModelException($"The vocabulary {path} has no {special} among its {tokens.Length} lines. Use the vocab.txt that belongs to the model.");
            return new Vocabulary(tokens, WordPieceTokenizer.Create(new MemoryStream(content), Options));
        }
        catch (ArgumentException problem)
        {
            throw new ModelException($"The vocabulary {path} cannot be used: {problem.Message} Use the vocab.txt that belongs to the model.", problem);
        }
    }

    // The reference counts Unicode characters against its limit and BertWords does so too; this one counts UTF-16 units.
    private static WordPieceOptions Options => new() { UnknownToken = Unknown, MaxInputCharsPerWord = 2 * BertWords.MaxLength };

    private static string[] Lines(byte[] content)
    {
        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content);
        return text.TrimEnd('\n', '\r').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
    }
}
