namespace SemanticSearch.Embeddings;

/// <summary>Turns texts into the token ids of one model, identical to those of the reference tokenizer. Any thread may use it.</summary>
public sealed class SentenceTokenizer(EmbeddingModel model)
{
    private readonly Vocabulary _vocabulary = model.Vocabulary;

    /// <summary>
    /// The ids of a text between [CLS] and [SEP], at most <see cref="EmbeddingModel.MaxTokens"/> in all.
    /// Special tokens that are written in the text are plain text. Nothing is read beyond the last token that counts.
    /// </summary>
    public TokenizedText Tokenize(string text) => Tokenize(text, out _);

    internal TokenizedText Tokenize(string text, out int unreadLength)
    {
        var ids = new List<long>(Math.Min(model.MaxTokens, text.Length / 4 + 8)) { _vocabulary.ClsId };
        var words = new BertWords(text, model.LowerCase, model.StripAccents);
        // One id more than there is room for tells a text that fits from one that was cut.
        while (ids.Count < model.MaxTokens && words.MoveNext())
            AddWord(words, ids);
        unreadLength = words.UnreadLength;
        return Close(ids);
    }

    private void AddWord(in BertWords words, List<long> ids)
    {
        if (words.IsTooLong)
            ids.Add(_vocabulary.UnknownId);
        else
            foreach (var id in _vocabulary.WordPiece.EncodeToIds(words.Current, considerPreTokenization: false, considerNormalization: false))
                ids.Add(id);
    }

    private TokenizedText Close(List<long> ids)
    {
        var room = model.MaxTokens - 1;
        var truncated = ids.Count > room;
        if (truncated)
            ids.RemoveRange(room, ids.Count - room);
        ids.Add(_vocabulary.SepId);
        return new TokenizedText([.. ids], truncated);
    }
}

/// <summary>A text as the model reads it.</summary>
/// <param name="Ids">Token ids, [CLS] first and [SEP] last.</param>
/// <param name="Truncated">Whether the text has more tokens than the model reads, so that its end is left out.</param>
public sealed record TokenizedText(long[] Ids, bool Truncated);
