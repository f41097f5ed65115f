namespace Forum.EndToEnd.Tests.Cluster;

/// <summary>Proves from what the clients saw that one order explains everything.</summary>
internal static class OneOrder
{
    /// <summary>Nothing answered is lost or doubled, nothing refused is there, and who was answered before another one sent comes
    /// before it.</summary>
    public static void Explains(IReadOnlyCollection<Posted> posts, string[] board)
    {
        var places = board.Select((text, place) => (text, place)).ToLookup(at => at.text, at => at.place);
        foreach (var post in posts)
        {
            var times = places[post.Text].Count();
            var expected = post.Fate switch
            {
                PostFate.Posted => times == 1,
                PostFate.Refused => times == 0,
                _ => times <= 1,
            };
            Assert.True(expected, $"{post} is on the board {times} times.");
        }

        Assert.Equal(board.Length, board.Intersect(posts.Select(post => post.Text)).Count());
        RespectsTime([.. posts.Where(post => post.Fate == PostFate.Posted)], places);
    }

    private static void RespectsTime(Posted[] answered, ILookup<string, int> places)
    {
        var bySending = answered.OrderBy(post => post.Sent).ToArray();
        var byAnswer = answered.OrderBy(post => post.Answered).ToArray();
        var (next, last, latest) = (0, -1, "");
        foreach (var post in bySending)
        {
            for (; next < byAnswer.Length && byAnswer[next].Answered < post.Sent; next++)
            {
                if (places[byAnswer[next].Text].First() is var before && before > last)
                {
                    (last, latest) = (before, byAnswer[next].Text);
                }
            }

            var place = places[post.Text].First();
            Assert.True(place > last, $"{latest} was answered before {post.Text} was sent, and stands behind it.");
        }
    }
}
